import type { Json } from '../json.ts';
import type { Tickets } from '../tickets.ts';
import type { World } from '../world.ts';

/** `post`: one per second and channel. `special`: no limit that matters here. */
export type Tier = 1 | 2 | 3 | 4 | 'post' | 'special';

export interface Call {
  readonly args: Json;
  readonly world: World;
  readonly tickets: Tickets;
  readonly scopes: ReadonlySet<string>;
  /** http://127.0.0.1:<port> */
  readonly origin: string;
}

/** One method of the Web API. */
export interface Method {
  /** All of them are needed. */
  readonly scopes: readonly string[];
  readonly tier: Tier;
  readonly token?: 'app';
  readonly run: (call: Call) => Json;
}

export type Methods = Readonly<Record<string, Method>>;
