import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { detectionsPage } from '../../scripts/detections-page.ts';
import { detections } from '../../src/detections/index.ts';
import { settingsProblems } from '../../src/detections/settings-problems.ts';
import { memberAdded, memberRemoved } from '../../src/domain/event.ts';
import { oktaEventNames } from '../support/okta-event-names.ts';

const thresholds = detections.flatMap((detection) => Object.keys(detection.thresholds));
const own = [memberAdded, memberRemoved, 'agent down', 'agent up', 'agent removed'];

describe('the list of detections', () => {
  it('has every file that defines one, once', () => {
    const files = readdirSync('src/detections').filter((name) =>
      readFileSync(`src/detections/${name}`, 'utf8').includes('export default defineDetection('),
    );

    expect(detections.map(({ id }) => `${id}.ts`).toSorted()).toEqual(files.toSorted());
    expect(new Set(detections.map(({ ref }) => ref)).size).toBe(detections.length);
  });

  it('keeps the order of the numbers W-01 to W-25', () => {
    const refs = detections.map(({ ref }) => ref).filter((ref) => ref.startsWith('W-'));

    expect(refs).toEqual(Array.from({ length: 25 }, (_, i) => `W-${String(i + 1).padStart(2, '0')}`));
  });

  it('gives every threshold one name of three words', () => {
    expect(new Set(thresholds).size).toBe(thresholds.length);
    expect(thresholds.filter((name) => !/^[a-z]+\.[a-z]+\.(min|max|share)$/.test(name))).toEqual([]);
  });

  it('waits only for detections that exist and never for itself', () => {
    const ids = detections.map(({ id }) => id);

    expect(detections.flatMap(({ unless }) => unless).filter((id) => !ids.includes(id))).toEqual([]);
    expect(detections.filter(({ id, unless }) => unless.includes(id))).toEqual([]);
  });

  it('is described by a current page', () => {
    expect(readFileSync('docs/detections.md', 'utf8')).toBe(detectionsPage());
  });
});

describe.each(detections)('$id', ({ id, events, tallies, endsBy }) => {
  it('has a test with a raising and a quiet case', () => {
    const path = `test/detections/${id}.test.ts`;
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';

    expect(text).toContain("])('says %s'");
    expect(text).toContain("])('is quiet about %s'");
  });

  it('listens to names of Okta that exist', () => {
    const unknown = (events.okta ?? []).filter((name) => !own.includes(name) && !exists(name));

    expect(unknown).toEqual([]);
  });

  it('writes names of Entra as the feed does', () => {
    const odd = (events.entra ?? []).filter(
      (name) => name !== name.trim().toLowerCase() || /[–—]/.test(name),
    );

    expect(odd).toEqual([]);
  });

  it('counts exact names', () => {
    expect(Object.values(tallies).flatMap(({ names }) => names.filter((name) => name.includes('*')))).toEqual(
      [],
    );
  });

  it('says what ends it, if anything does', () => {
    const ends = readFileSync(`src/detections/${id}.ts`, 'utf8').includes('clears:');

    expect(endsBy !== undefined).toBe(ends);
  });
});

function exists(name: string): boolean {
  if (!name.endsWith('*')) return oktaEventNames.has(name);
  return [...oktaEventNames].some((known) => known.startsWith(name.slice(0, -1)));
}

it('suggests the detection and the threshold that were meant', () => {
  const meant = settingsProblems({
    detections: {
      disabled: ['mass-removel', 'mass-removal'],
      thresholds: { 'removals.grup.min': 5 },
      maintenance: [],
    },
  });

  expect(meant).toEqual([
    'detections.disabled: there is no mass-removel, did you mean mass-removal?',
    'detections.thresholds: there is no removals.grup.min, did you mean removals.group.min?',
  ]);
});
