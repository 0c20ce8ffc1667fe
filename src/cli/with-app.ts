import type { App } from '../app.ts';
import type { CliTools } from './command.ts';

/** Opens the app for one command and closes it whatever happens. */
export async function withApp(
  tools: CliTools,
  use: (app: App) => Promise<number>,
  options: Parameters<CliTools['openApp']>[1] = {},
): Promise<number> {
  const app = await tools.openApp(tools.loadConfig(), options);
  try {
    return await use(app);
  } finally {
    await app.close();
  }
}
