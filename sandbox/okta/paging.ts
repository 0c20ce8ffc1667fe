import type { Paging } from '../lib/answer-with-faults.ts';

/** Okta pages by Link header. */
export const oktaPaging: Paging = {
  emptyPage: (url) => Response.json([], { headers: { link: `<${url}>; rel="self", <${url}>; rel="next"` } }),
  withForeignNext: (answer, origin) => {
    const link = answer.headers.get('link') ?? '';
    const foreign = link.replace(
      /<https?:\/\/[^/>]+([^>]*)>; rel="next"/,
      (_, rest: string) => `<${origin}${rest}>; rel="next"`,
    );
    answer.headers.set('link', foreign);
    return answer;
  },
};
