/** What the operator of the stand-in may turn on and off while it runs. */
export interface Switches {
  /** Every answer is 503, no socket stays. */
  down: boolean;
  limits: boolean;
  tokenRevoked: boolean;
  /** Every event is delivered twice, as Slack does when it did not see the first answer. */
  duplicates: boolean;
  /** HTTP mode when set; Socket Mode otherwise. */
  requestUrl: string | undefined;
  scopes: ReadonlySet<string>;
}
