/** Words of a command, and what stands behind "because". Slack's quotes and line ends are not looked at. */
export function splitReason(words: readonly string[]): {
  readonly before: readonly string[];
  readonly reason: string;
} {
  const at = words.findIndex((word) => word.toLowerCase() === 'because');
  if (at === -1) return { before: words, reason: '' };
  return {
    before: words.slice(0, at),
    reason: words
      .slice(at + 1)
      .join(' ')
      .slice(0, 1000),
  };
}
