/** Whose number a threshold is. */
export type Source = 'cis' | 'microsoft' | 'cisa' | 'stig' | 'okta' | 'ours';

export interface Threshold {
  readonly value: number;
  readonly unit: string;
  readonly source: Source;
  readonly why: string;
}
