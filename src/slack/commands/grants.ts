import { grantList } from '../messages/grant.ts';
import type { SlackCommand } from './command.ts';

/** More are counted, not shown. */
const MOST = 200;

export default {
  name: 'grants',
  usage: 'grants [all]',
  summary: 'what you hold for a time; all of them for operators',
  words: 1,
  role: null,
  run: async ({ words, actor, access, command }) => {
    const by = await actor();
    if ('refused' in by) return { text: by.refused };
    if (words.length === 0) return grantList(await access.grantsOf(by), 'You hold nothing through Lockstep.');
    if (words[0]?.toLowerCase() !== 'all')
      return { text: `Type \`${command} grants\` or \`${command} grants all\`.` };
    if (!(await by.holds('operator')))
      return { text: 'You may not do this: only operators see what others hold.' };
    return grantList(await access.everyGrant(MOST), 'Nobody holds anything through Lockstep.');
  },
} satisfies SlackCommand;
