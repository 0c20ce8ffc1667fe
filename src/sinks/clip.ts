/** At most so many characters (UTF-16 units, as the vendors count), cut at a whole character and marked with an ellipsis. */
export function clip(text: string, most: number): string {
  // A lone half of a surrogate pair is no valid UTF-8: receivers refuse the whole event for it.
  const whole = text.toWellFormed();
  if (whole.length <= most) return whole;
  const cut = whole.slice(0, most - 1);
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
