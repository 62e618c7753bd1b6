/**
 * Formulas over the series of a trend: `A / B * 100`, where A is the first series.
 * Knows the grammar; refuses to compute anything.
 */

/** The letter by which a formula names the series at an index. */
const letterOf = (index: number) => String.fromCharCode(65 + index);

/**
 * What is wrong with a formula, or undefined when it is well formed: numbers and series joined by
 * `+ - * /`, with parentheses.
 */
export function formulaFault(expression: string, seriesCount: number): string | undefined {
  const tokens = expression.match(/\d+(\.\d+)?|[A-Z]|\S/g) ?? [];
  let depth = 0;
  let operandExpected = true;
  for (const token of tokens) {
    if (/^[A-Z]$/.test(token) && token > letterOf(seriesCount - 1)) {
      return `names the series ${token}, but the last one is ${letterOf(seriesCount - 1)}`;
    }
    const isOperand = /^(\d|[A-Z]$)/.test(token);
    if (isOperand && operandExpected) operandExpected = false;
    else if (/^[-+*/]$/.test(token) && !operandExpected) operandExpected = true;
    else if (token === '-' && operandExpected) continue;
    else if (token === '(' && operandExpected) depth += 1;
    else if (token === ')' && !operandExpected && depth > 0) depth -= 1;
    else return `has "${token}" in a place where it cannot stand`;
  }
  if (operandExpected) return 'ends where a number or a series is expected';
  return depth > 0 ? 'has a parenthesis that is not closed' : undefined;
}
