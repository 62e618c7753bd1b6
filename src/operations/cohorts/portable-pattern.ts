/**
 * Which regular expressions a condition may hold: a subset that PostgreSQL accepts without fail, reads as everybody
 * else does, and matches in time proportional to the text.
 * Knows the subset; refuses to know which property is matched.
 *
 * In the subset: characters; `.`; `^` and `$`; `|`; `( )` and `(?: )`; classes `[ ]` of characters, ranges and
 * `\d \w \s \D \W \S`; the quantifiers `* + ? {m} {m,} {m,n}`, lazy too; `\n \r \t`; and a backslash before punctuation.
 * Out of it: back-references, lookaround, `\b` (which PostgreSQL reads as a backspace), POSIX classes, option letters.
 */
import { badUserInput } from '../../errors.ts';

export const maxPatternLength = 200;
/** The highest count PostgreSQL takes in a quantifier. */
const maxRepetitions = 255;
/** PostgreSQL copies what a count repeats: `(a{100}){100}` is a pattern of 10,000 characters. */
const maxExpandedLength = 1000;

const classEscapes = 'dwsDWS';
const characterEscapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
const punctuation = /^[!-/:-@[-`{-~ ]$/;

/** The pattern, when it is in the subset. @throws BAD_USER_INPUT naming the path, what is wrong and where */
export function assertPortablePattern(pattern: string, path: string): string {
  const characters = [...pattern];
  if (characters.length > maxPatternLength) {
    throw badUserInput(`${path} is a regular expression of more than ${maxPatternLength} characters.`);
  }
  const reader = new PatternReader(characters, path);
  const length = reader.readAlternatives();
  if (!reader.atEnd) reader.refuse('has a ) that closes nothing');
  if (length > maxExpandedLength) {
    throw badUserInput(
      `${path} is a regular expression that repeats too much: with its counts written out it has ${length} parts, at most ${maxExpandedLength} are allowed.`,
    );
  }
  return pattern;
}

/** Reads a pattern from left to right; each read answers how long the part is with its counts written out. */
class PatternReader {
  private readonly characters: readonly string[];
  private readonly path: string;
  private position = 0;

  constructor(characters: readonly string[], path: string) {
    this.characters = characters;
    this.path = path;
  }

  get atEnd(): boolean {
    return this.position >= this.characters.length;
  }

  refuse(what: string): never {
    throw badUserInput(
      `${this.path} is a regular expression that ${what} (character ${this.position + 1}). Allowed are characters, classes such as [a-z] and \\d, groups, alternatives, ^, $ and quantifiers.`,
    );
  }

  readAlternatives(): number {
    let length = 0;
    while (!this.atEnd && this.next !== ')') length += this.take('|') ? 1 : this.readPiece();
    return length;
  }

  private readPiece(): number {
    // An anchor takes no quantifier; a quantifier that follows is refused as one that repeats nothing.
    if (this.take('^') || this.take('$')) return 1;
    const length = this.readAtom();
    return length * this.readQuantifier();
  }

  private readAtom(): number {
    const character = this.next;
    if ('*+?'.includes(character) || character === '{') this.refuse('has a quantifier that repeats nothing');
    if (character === ']' || character === '}') this.refuse(`has a ${character} that closes nothing`);
    this.position++;
    if (character === '(') return this.readGroup();
    if (character === '[') this.readClass();
    else if (character === '\\') this.readEscape();
    return 1;
  }

  private readGroup(): number {
    if (this.next === '?') {
      this.position++;
      if (!this.take(':'))
        this.refuse('has a group of an unsupported kind: only (…) and (?:…) are supported');
    }
    const length = this.readAlternatives();
    if (!this.take(')')) this.refuse('has a group that is not closed');
    return length + 1;
  }

  /** How many copies of the atom before there are at most. */
  private readQuantifier(): number {
    const copies = this.readCounts();
    if (copies === undefined) return 1;
    this.take('?');
    if (this.next !== '' && '*+?{'.includes(this.next)) this.refuse('has a quantifier after a quantifier');
    return copies;
  }

  private readCounts(): number | undefined {
    if (this.take('*') || this.take('+') || this.take('?')) return 1;
    if (!this.take('{')) return undefined;
    const least = this.readNumber();
    let copies = Math.max(least, 1);
    if (this.take(',')) {
      const most = this.next === '}' ? least + 1 : this.readNumber();
      if (most < least) this.refuse('has a quantifier whose upper bound is below the lower one');
      copies = Math.max(most, 1);
    }
    if (!this.take('}')) this.refuse('has a { } that is no quantifier; write \\{ to mean the character');
    return copies;
  }

  private readNumber(): number {
    let digits = '';
    while (/^[0-9]$/.test(this.next)) digits += this.characters[this.position++];
    if (digits === '') this.refuse('has a { } that is no quantifier; write \\{ to mean the character');
    if (digits.length > 3 || Number(digits) > maxRepetitions) {
      this.refuse(`repeats something more than ${maxRepetitions} times`);
    }
    return Number(digits);
  }

  private readClass(): void {
    this.take('^');
    if (this.next === ']') this.refuse('has a class [ ] without members');
    for (let first = true; !this.take(']'); first = false) {
      const lower = this.readMember(first);
      if (this.next !== '-' || this.characters[this.position + 1] === ']') continue;
      this.position++;
      const upper = this.readMember(false);
      if (lower === undefined || upper === undefined) this.refuse('has a range between classes');
      if (lower.codePointAt(0)! > upper.codePointAt(0)!)
        this.refuse('has a range whose end is below its start');
    }
  }

  /** A member of a class: its character, or undefined for a class within the class. */
  private readMember(first: boolean): string | undefined {
    const character = this.next;
    if (this.atEnd) this.refuse('has a class [ ] that is not closed');
    // PostgreSQL reads [: [. and [= as the start of a name.
    if (character === '[') this.refuse('has a [ within a class; write \\[ to mean the character');
    const isLast = this.characters[this.position + 1] === ']';
    if (character === '-' && !first && !isLast) {
      this.refuse('has a - within a class that is no range; write \\- to mean the character');
    }
    this.position++;
    return character === '\\' ? this.readEscape() : character;
  }

  /** What follows a backslash: the character meant, or undefined for a class. */
  private readEscape(): string | undefined {
    if (this.atEnd) this.refuse('ends in a backslash');
    const character = this.next;
    if (
      !punctuation.test(character) &&
      !classEscapes.includes(character) &&
      !(character in characterEscapes)
    ) {
      this.refuse(`has the unsupported escape \\${character}`);
    }
    this.position++;
    return classEscapes.includes(character) ? undefined : (characterEscapes[character] ?? character);
  }

  /** The character to be read, or an empty text at the end. */
  private get next(): string {
    return this.characters[this.position] ?? '';
  }

  private take(character: string): boolean {
    if (this.next !== character) return false;
    this.position++;
    return true;
  }
}
