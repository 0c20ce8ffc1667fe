import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { defaultScopes } from '../../sandbox/slack/identity.ts';
import { neededScopes } from '../../src/slack/probe.ts';

const Manifest = z.object({ oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }) });

it('asks for the scopes that doctor looks for and that the stand-in grants, and for no other', () => {
  const manifest = Manifest.parse(parse(readFileSync('manifests/slack-app.yaml', 'utf8')));
  const { bot } = manifest.oauth_config.scopes;

  expect(bot).toEqual(neededScopes);
  expect(bot.toSorted()).toEqual([...defaultScopes].toSorted());
  expect(bot.filter((scope) => scope.endsWith(':history'))).toEqual([]);
});
