/**
 * Faults that a stand-in can be told to produce. A rule hits the first `times` requests whose method and path match
 * (`times` Infinity until cleared). Every stand-in applies them in one middleware before it routes.
 */
export interface FaultRule {
  /** Tested against the path with its query, e.g. /^\/api\/v1\/users/. */
  readonly path: RegExp;
  readonly method?: string;
  readonly times?: number;
  readonly fault:
    | {
        readonly kind: 'status';
        readonly status: number;
        readonly body?: unknown;
        readonly headers?: Record<string, string>;
        /** Said so much later; at once if absent. */
        readonly afterMs?: number;
      }
    | { readonly kind: 'html'; readonly status: number }
    /** The request is carried out, and the answer is this status: it got lost on the way back. */
    | { readonly kind: 'lost'; readonly status: number }
    /** The true answer, cut in the middle. */
    | { readonly kind: 'truncated' }
    /** The socket is closed without an answer. */
    | { readonly kind: 'reset' }
    /** The true answer, late. */
    | { readonly kind: 'slow'; readonly ms: number }
    /** An empty page whose next link leads to the true page. */
    | { readonly kind: 'empty_page' }
    /** The true page, whose next link points to another host. */
    | { readonly kind: 'foreign_next'; readonly origin: string };
}

export interface Faults {
  /** Answers how to take this one rule back. */
  readonly add: (rule: FaultRule) => () => void;
  readonly clear: () => void;
  /** The fault that hits this request, used up by one; undefined = none. */
  readonly hit: (method: string, pathAndQuery: string) => FaultRule['fault'] | undefined;
}

export function createFaults(): Faults {
  let rules: { rule: FaultRule; left: number }[] = [];
  return {
    add: (rule) => {
      const entry = { rule, left: rule.times ?? Number.POSITIVE_INFINITY };
      rules.push(entry);
      return () => {
        rules = rules.filter((each) => each !== entry);
      };
    },
    clear: () => {
      rules = [];
    },
    hit: (method, pathAndQuery) => {
      const found = rules.find(
        ({ rule, left }) => left > 0 && (rule.method ?? method) === method && rule.path.test(pathAndQuery),
      );
      if (found === undefined) return undefined;
      found.left -= 1;
      return found.rule.fault;
    },
  };
}
