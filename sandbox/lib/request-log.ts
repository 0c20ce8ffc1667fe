/** Requests as they came in: `METHOD /path?query`. */
export interface RequestLog {
  readonly write: (request: Request) => void;
  readonly read: () => readonly string[];
  readonly count: () => number;
  readonly forget: () => void;
}

export function createRequestLog(): RequestLog {
  let lines: string[] = [];
  return {
    write: (request) => {
      lines.push(`${request.method} ${pathAndQuery(request.url)}`);
    },
    read: () => lines,
    count: () => lines.length,
    forget: () => {
      lines = [];
    },
  };
}

/** Everything after the origin, as sent. */
export function pathAndQuery(url: string): string {
  return url.slice(url.indexOf('/', url.indexOf('//') + 2));
}
