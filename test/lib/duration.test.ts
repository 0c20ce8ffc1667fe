import { describe, expect, it } from 'vitest';
import { durationInWords, parseDuration } from '../../src/lib/duration.ts';

describe('a duration', () => {
  it.each([
    ['90m', 90],
    ['4h', 240],
    ['30d', 43_200],
    ['2w', 20_160],
    ['1d12h', 2160],
    ['1w1d1h1m', 11_581],
    [' 8H ', 480],
    ['3650d', 5_256_000],
  ])('is read from %j', (text, minutes) => {
    expect(parseDuration(text)).toBe(minutes);
  });

  it.each([
    '',
    ' ',
    '4',
    'h',
    '4 h',
    '-4h',
    '1.5h',
    '0h',
    '0d0m',
    '12h1d',
    '4hours',
    'PT4H',
    '3651d',
    '999999w',
  ])('is not read from %j', (text) => {
    expect(parseDuration(text)).toBeNull();
  });

  it.each([
    [0, '0 minutes'],
    [1, '1 minute'],
    [60, '1 hour'],
    [90, '1 hour 30 minutes'],
    [240, '4 hours'],
    [1440, '1 day'],
    [2160, '1 day 12 hours'],
    [43_200, '30 days'],
    [1445, '1 day 5 minutes'],
  ])('of %i minutes is said as %j', (minutes, words) => {
    expect(durationInWords(minutes)).toBe(words);
  });
});
