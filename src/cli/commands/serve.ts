import type { Command } from '../command.ts';

export default {
  name: 'serve',
  summary: 'run the bot: Slack, schedules and the HTTP endpoints, until it is told to stop',
  usage: 'serve',
  options: {},
  optionHelp: {},
  run: async (tools) => await tools.serve(tools.loadConfig()),
} satisfies Command;
