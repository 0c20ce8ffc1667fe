/** Whose number a threshold is. */
export type Source = 'cis' | 'microsoft' | 'cisa' | 'stig' | 'okta' | 'ours';

export interface Threshold {
  readonly value: number;
  readonly unit: string;
  readonly source: Source;
  readonly why: string;
}

/** What is wrong with a number that was set in place of a threshold; nothing when it may be meant. */
export function numberProblems(
  where: string,
  thresholds: Readonly<Record<string, Pick<Threshold, 'unit'>>>,
  set: Readonly<Record<string, number>>,
): readonly string[] {
  return Object.entries(set).flatMap(([name, value]) => {
    const unit = thresholds[name]?.unit;
    if (unit === undefined) return [];
    if (value < 0) return [`${where}: ${name} is ${value}, and less than nothing cannot be counted`];
    if (!unit.startsWith('%')) return [];
    if (value > 100) return [`${where}: ${name} is ${value}, which is more than all`];
    if (value > 0 && value < 1)
      return [`${where}: ${name} is ${value} ${unit}, less than one in a hundred; ${value * 100} is meant?`];
    return [];
  });
}
