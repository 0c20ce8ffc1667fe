/** Slack turns an address into <mailto:a@b|a@b> on the way. */
export function addressIn(text: string): string {
  return /^<mailto:([^|>]+)/.exec(text)?.[1] ?? text;
}
