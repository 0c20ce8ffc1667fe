import type { Json } from './json.ts';

/** A refusal of the Web API: HTTP 200 with `{ok: false, error}`. */
export class SlackFailure extends Error {
  readonly code: string;
  readonly detail: Json;

  constructor(code: string, detail: Json = {}) {
    super(code);
    this.name = 'SlackFailure';
    this.code = code;
    this.detail = detail;
  }
}
