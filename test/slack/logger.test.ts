import { expect, it } from 'vitest';
import { createLog } from '../../src/lib/log.ts';
import { slackLogger } from '../../src/slack/logger.ts';

it("writes of what Slack's library says its beginning only: what follows are tokens, payloads and texts", () => {
  const lines: string[] = [];
  const logger = slackLogger(createLog('trace', { write: (line) => void lines.push(line) }));
  const secret = 'xapp-secret';

  logger.debug('apps.connections.open', secret);
  logger.info('connected', secret);
  logger.warn('a pong was not received', { url: secret });
  logger.error(`Failed to send${' '.repeat(60)}${secret}`, secret);
  logger.error(new TypeError(secret));

  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { part: 'a pong was not received' },
    { part: expect.stringMatching(/^Failed to send/) },
    { part: 'TypeError' },
  ]);
  expect(lines.join('')).not.toContain(secret);
});
