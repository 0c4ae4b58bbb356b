/** Which panes a filter lets through: a regular expression on their titles, without regard to case. Pure. */

/** Lets everything through where it is no regular expression. */
export function filterByTitle<T>(
  items: readonly T[],
  filter: string,
  titleOf: (item: T) => string
): readonly T[] {
  const pattern = patternOf(filter);
  return pattern ? items.filter(item => pattern.test(titleOf(item))) : items;
}

export function isPattern(filter: string): boolean {
  return patternOf(filter) !== null;
}

function patternOf(filter: string): RegExp | null {
  try {
    return new RegExp(filter, 'i');
  } catch {
    return null;
  }
}
