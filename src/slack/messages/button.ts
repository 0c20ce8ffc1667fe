/** A button; `sure` is asked once more before it does anything. Its value is an opaque id. */
export function button(
  actionId: string,
  text: string,
  value: string,
  { style, sure }: { readonly style?: 'primary' | 'danger'; readonly sure?: string } = {},
): object {
  return {
    type: 'button',
    action_id: actionId,
    text: plain(text),
    value,
    ...(style === undefined ? {} : { style }),
    ...(sure === undefined ? {} : { confirm: confirm(text, sure) }),
  };
}

function confirm(title: string, text: string): object {
  return { title: plain(`${title}?`), text: plain(text), confirm: plain('Yes'), deny: plain('No') };
}

function plain(text: string): object {
  return { type: 'plain_text', text };
}
