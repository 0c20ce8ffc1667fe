import type { SlackCommand } from './command.ts';

export default {
  name: 'freeze',
  usage: 'freeze [because …]',
  summary: 'stop every change that Lockstep makes; reading and alerts go on',
  role: 'operator',
  run: async ({ words, watch, user, command }) => {
    const given = (words[0]?.toLowerCase() === 'because' ? words.slice(1) : words).join(' ').slice(0, 300);
    const done = await watch.freeze({ by: user, because: given === '' ? 'no reason was given' : given });
    return {
      text: done
        ? `Frozen. Nothing is changed until an admin types \`${command} unfreeze\`.`
        : `It is frozen already; \`${command} alerts\` says by whom.`,
    };
  },
} satisfies SlackCommand;
