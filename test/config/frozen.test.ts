import { expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';

it('the configuration cannot be changed by whoever holds it, at whatever depth', () => {
  const config = loadConfig({ OKTA_ORG_URL: 'https://acme.okta.com', OKTA_API_TOKEN: '00a' });
  const parts = (value: unknown): readonly object[] =>
    typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(parts)] : [];

  expect(parts(config).length).toBeGreaterThan(20);
  expect(parts(config).filter((part) => !Object.isFrozen(part))).toEqual([]);
});
