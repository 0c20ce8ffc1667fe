import { type Command, exit } from '../command.ts';

export default {
  name: 'config check',
  summary: 'read the environment and lockstep.yaml and say what is wrong with them',
  usage: 'config check [FILE]',
  words: 1,
  options: {},
  optionHelp: {},
  run: async ({ terminal, loadConfig, checkConfigFile }, { positionals }) => {
    const [file] = positionals;
    const config = file === undefined ? loadConfig() : null;
    const settings = config?.settings ?? checkConfigFile(file ?? '');
    terminal.out(`${file ?? config?.file ?? 'the defaults (there is no lockstep.yaml)'}: fine`);
    if (config !== null) {
      const connected = (['slack', 'okta', 'entra'] as const).filter((name) => config[name] !== null);
      terminal.out(`configured: ${connected.join(', ') || 'nothing'}`);
    }
    terminal.out(`break-glass accounts registered: ${settings.breakGlass.length}`);
    return exit.ok;
  },
} satisfies Command;
