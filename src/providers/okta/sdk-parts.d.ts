/**
 * The files of the SDK (8.1.0) that its client is made of, as far as they are used. Its index loads them as well, and beside
 * them the models of Okta's whole API: 50 MB and a third of a second for each process, and nothing of it is called.
 */
declare module '@okta/okta-sdk-nodejs/src/http.js' {
  export class Http {
    constructor(config: {
      readonly requestExecutor: unknown;
      readonly oauth: unknown;
      /** null switches it off; left out, the SDK caches without end. */
      readonly cacheMiddleware: null;
    });
    readonly defaultHeaders: Record<string, string>;
    readonly http: (
      url: string,
      request: object,
      context: object,
    ) => Promise<{
      readonly text: () => Promise<string>;
      readonly headers: { readonly get: (name: string) => string | null };
    }>;
  }
}

declare module '@okta/okta-sdk-nodejs/src/oauth.js' {
  /** What it takes from the client it belongs to: oauth.js, jwt.js, dpop.js. */
  export interface OAuthClient {
    readonly baseUrl: string;
    readonly clientId: string;
    scopes: readonly string[];
    /** PEM, or a JWK as JSON. */
    readonly privateKey: string;
    readonly keyId?: string;
    readonly requestExecutor: unknown;
  }
  export class OAuth {
    constructor(client: OAuthClient);
    accessToken: unknown;
    getAccessToken: (nonce?: string) => Promise<unknown>;
    clearCachedAccessToken: () => void;
    readonly client: OAuthClient;
  }
}

declare module '@okta/okta-sdk-nodejs/src/default-request-executor.js' {
  export class DefaultRequestExecutor {
    constructor(options: { readonly maxRetries: number; readonly requestTimeout: number });
    /** It hands node-fetch the whole request (default-request-executor.js). */
    fetch: (
      request: import('./token.ts').SdkRequest & {
        readonly agent?: import('node:http').Agent;
        readonly timeout?: number;
        readonly redirect?: 'manual';
      },
    ) => Promise<import('./token.ts').SdkAnswer>;
  }
}
