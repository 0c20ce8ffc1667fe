import type { Command } from '../command.ts';

export default {
  name: 'demo',
  summary: 'try everything against a made-up company, without any account anywhere',
  usage: 'demo [--tour]',
  options: { tour: { type: 'boolean' } },
  optionHelp: { '--tour': 'play the story without a browser and check every step' },
  run: async (tools, { values }) => await tools.demo(values['tour'] === true ? ['--tour'] : []),
} satisfies Command;
