/**
 * The code of a TypeScript file without its comments and without what its literals say.
 * Reads text from left to right as the language's scanner does; what is code inside of templates stays.
 */

/** What a slash after it begins: after an operand it divides, after anything else it opens a regular expression. */
const endsOperand = /(?:[\w$)\]}'"`])\s*$/;
const keywordBefore = /\b(?:return|typeof|case|in|of|do|else|void|delete|await|yield)\s*$/;

/** Code with each literal emptied and each comment removed, in as many lines as before. */
export function codeOf(text: string): string {
  let code = '';
  let at = 0;
  /** For each template that is open around this place, how many braces are open in its `${…}`. */
  const braces: number[] = [];
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? '';
    at += found.length;
    return found;
  };
  const blank = (literal: string) => literal.replace(/[^\n]/g, '');
  /** The text of a template up to its end, or up to the next piece of code in it. */
  const template = () => {
    code += blank(take(/(?:\\[\s\S]|\$(?!\{)|[^\\`$])*/y));
    if (text.startsWith('${', at)) {
      at += 2;
      code += '${';
      braces.push(0);
    } else {
      at += 1;
      code += '`';
    }
  };
  while (at < text.length) {
    const next = text[at]!;
    if (text.startsWith('//', at)) take(/.*/y);
    else if (text.startsWith('/*', at)) code += blank(take(/\/\*[\s\S]*?\*\//y));
    else if (next === "'" || next === '"') {
      take(next === "'" ? /'(?:\\[\s\S]|[^\\'])*'/y : /"(?:\\[\s\S]|[^\\"])*"/y);
      code += next + next;
    } else if (next === '/' && (!endsOperand.test(code) || keywordBefore.test(code))) {
      take(/\/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[])+\//y);
      code += '//';
    } else {
      at += 1;
      code += next;
      if (next === '`') template();
      else if (next === '{' && braces.length > 0) braces[braces.length - 1]! += 1;
      else if (next === '}' && braces.at(-1) === 0) {
        braces.pop();
        template();
      } else if (next === '}' && braces.length > 0) braces[braces.length - 1]! -= 1;
    }
  }
  return code;
}
