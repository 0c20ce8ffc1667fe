/** Direction overrides and other control characters that make text look like something else (Unicode TR 36). */
const deceptive = /[\u0000-\u0008\u000b-\u001f\u007f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Untrusted text for mrkdwn: it cannot ping, link or turn around what stands beside it (Slack, escaping text). */
export function escape(text: string): string {
  return text.replace(deceptive, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Escaped and cut to `most` characters, never inside an entity. */
export function cut(text: string, most: number): string {
  const plain = text.replace(deceptive, '');
  for (let length = Math.min([...plain].length, most); ; length--) {
    const short = [...plain].slice(0, length).join('');
    const shown = length < [...plain].length ? `${escape(short)}…` : escape(short);
    if (shown.length <= most) return shown;
  }
}

export function percent(share: number | null): string {
  return share === null ? 'n/a' : `${Math.round(share * 100)} %`;
}
