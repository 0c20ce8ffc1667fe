import { createHash, randomBytes } from 'node:crypto';

/** A web app by which people sign in, as it is registered. */
export interface WebApp {
  readonly clientId: string;
  readonly secret: string;
  /** Compared to the letter. */
  readonly redirectUris: string[];
}

/** Somebody who signed in, and for which request. */
export interface SignedIn {
  readonly accountId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly factors: number;
  /** What the browser was sent with. */
  readonly asked: URLSearchParams;
}

export interface CodeFlowRules {
  readonly now: () => number;
  readonly appOf: (clientId: string) => WebApp | undefined;
  /** null = nobody of that name may sign in. */
  readonly accountOf: (login: string) => string | null;
}

/** A code that does not open anything; the vendor says so in its own words. */
export class GrantRefusal extends Error {}

/** The browser's half of OpenID Connect: authorization code with PKCE, sessions, `prompt` and `max_age`. */
export interface CodeFlow {
  readonly authorize: (request: Request) => Response;
  /** Each code once, within a minute, with its verifier. Throws GrantRefusal. */
  readonly redeem: (form: URLSearchParams, clientId: string) => SignedIn;
}

interface Session {
  readonly accountId: string;
  readonly at: number;
  readonly factors: number;
}

interface Code extends SignedIn {
  readonly until: number;
}

const MINUTE_MS = 60_000;
const COOKIE = 'sandbox_session';

export function createCodeFlow(rules: CodeFlowRules): CodeFlow {
  const sessions = new Map<string, Session>();
  const codes = new Map<string, Code>();
  const goOn = (asked: URLSearchParams, session: Session): Response => {
    const code = randomBytes(24).toString('base64url');
    codes.set(code, { ...session, asked, until: rules.now() + MINUTE_MS });
    return back(asked, { code });
  };
  const signIn = (asked: URLSearchParams, login: string): Response => {
    const accountId = rules.accountOf(login);
    if (accountId === null) return page(asked, 'Unable to sign in');
    const session = { accountId, at: rules.now(), factors: Number(asked.get('sandbox_factors') ?? 2) };
    const id = randomBytes(12).toString('base64url');
    sessions.set(id, session);
    const answer = goOn(asked, session);
    answer.headers.append('set-cookie', `${COOKIE}=${id}; HttpOnly; SameSite=Lax; Path=/`);
    return answer;
  };
  return {
    authorize: (request) => {
      const asked = new URL(request.url).searchParams;
      const app = rules.appOf(asked.get('client_id') ?? '');
      // Never sent on to an address that nobody registered.
      if (app === undefined || !app.redirectUris.includes(asked.get('redirect_uri') ?? ''))
        return new Response('400 invalid_request', { status: 400 });
      const wrong = faultOf(asked);
      if (wrong !== null) return back(asked, { error: 'invalid_request', error_description: wrong });
      if (asked.has('sandbox_refuse'))
        return back(asked, { error: 'access_denied', error_description: 'The person said no.' });
      const login = asked.get('sandbox_login');
      if (login !== null) return signIn(asked, login);
      const session = sessions.get(sessionIn(request));
      return session !== undefined && isEnough(session, asked, rules.now())
        ? goOn(asked, session)
        : page(asked);
    },
    redeem: (form, clientId) => {
      const key = form.get('code') ?? '';
      const code = codes.get(key);
      codes.delete(key);
      if (code === undefined || code.until <= rules.now() || code.asked.get('client_id') !== clientId)
        throw new GrantRefusal('The authorization code is invalid or has expired.');
      if (form.get('redirect_uri') !== code.asked.get('redirect_uri'))
        throw new GrantRefusal(
          "The 'redirect_uri' does not match the redirection URI of the authorization request.",
        );
      const challenge = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url');
      if (challenge !== code.asked.get('code_challenge')) throw new GrantRefusal('PKCE verification failed.');
      return code;
    },
  };
}

function faultOf(asked: URLSearchParams): string | null {
  if (asked.get('response_type') !== 'code') return "The 'response_type' is not supported.";
  if (!(asked.get('scope') ?? '').split(' ').includes('openid')) return "The scope must contain 'openid'.";
  if ((asked.get('state') ?? '') === '') return "The 'state' is missing.";
  if (asked.get('code_challenge_method') !== 'S256' || (asked.get('code_challenge') ?? '').length !== 43)
    return 'PKCE with S256 is required.';
  return null;
}

/** OpenID Connect Core 3.1.2.1: prompt=login asks anew whatever session there is, max_age whatever is older. */
function isEnough({ at }: Session, asked: URLSearchParams, now: number): boolean {
  if ((asked.get('prompt') ?? '').split(' ').includes('login')) return false;
  const maxAge = asked.get('max_age');
  return maxAge === null || now - at < Number(maxAge) * 1000;
}

function sessionIn(request: Request): string {
  return new RegExp(`${COOKIE}=([^;]+)`).exec(request.headers.get('cookie') ?? '')?.[1] ?? '';
}

function back(asked: URLSearchParams, said: Readonly<Record<string, string>>): Response {
  const location = new URL(asked.get('redirect_uri') ?? '');
  for (const [name, value] of Object.entries({ ...said, state: asked.get('state') ?? '' }))
    location.searchParams.set(name, value);
  return new Response(null, { status: 302, headers: { location: location.href } });
}

/** The sign-in page: whoever is named signs in, with a password and a second factor that nobody has to type. */
function page(asked: URLSearchParams, wrong = ''): Response {
  const hidden = [...asked]
    .filter(([name]) => !name.startsWith('sandbox_'))
    .map(([name, value]) => `<input type="hidden" name="${safe(name)}" value="${safe(value)}">`);
  const body = `<!doctype html><title>Sign in</title><form>${hidden.join('')}<p>${safe(wrong)}</p>
<label>User name <input name="sandbox_login" autofocus></label> <button>Sign in</button></form>`;
  return new Response(body, { headers: { 'content-type': 'text/html; charset=utf-8' } });
}

function safe(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
