import { badRequest } from './failure.ts';

interface Step {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly dependsOn: readonly string[];
}

interface Outcome {
  readonly id: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

export type Answerer = (request: Request) => Response | Promise<Response>;

const MOST_STEPS = 20;

/** Up to 20 requests in one (learn.microsoft.com/graph/json-batching): each is charged, and may fail, by itself. */
export async function answerBatch(request: Request, answer: Answerer): Promise<Response> {
  const steps = await readSteps(request);
  const outcomes = new Map<string, Outcome>();
  for (const step of steps) outcomes.set(step.id, await take(step, outcomes, { request, answer }));
  // Answers come in any order: backwards, so that nobody counts on theirs.
  return Response.json({ responses: [...outcomes.values()].toReversed() });
}

async function readSteps(request: Request): Promise<Step[]> {
  let body: unknown;
  try {
    body = await request.json();
  } catch {
    throw badRequest('Invalid batch payload format.');
  }
  const requests = typeof body === 'object' && body !== null && 'requests' in body ? body.requests : null;
  if (!Array.isArray(requests) || requests.length === 0) throw badRequest('Invalid batch payload format.');
  if (requests.length > MOST_STEPS) {
    throw badRequest(`Number of batch request steps exceeds the maximum value of ${MOST_STEPS}.`);
  }
  const steps = requests.map(readStep);
  if (new Set(steps.map(({ id }) => id.toLowerCase())).size < steps.length) {
    throw badRequest('Request Id values should be unique.');
  }
  return steps;
}

function readStep(raw: unknown): Step {
  // Read field by field below; anything that is no object has none of them.
  const { id, method, url, headers, body, dependsOn } = Object(raw) as Partial<Record<keyof Step, unknown>>;
  if (typeof id !== 'string' || typeof method !== 'string' || typeof url !== 'string') {
    throw badRequest("The batch request requires 'id', 'method' and 'url' for each step.");
  }
  if (!url.startsWith('/') || url.startsWith('/$batch')) throw badRequest(`Invalid request URL '${url}'.`);
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(Object(headers))) given[name.toLowerCase()] = String(value);
  if (body !== undefined && given['content-type'] === undefined) {
    throw badRequest("Write request id : '' does not contain Content-Type header or body.");
  }
  const needs = Array.isArray(dependsOn) ? dependsOn.map(String) : [];
  return { id, method: method.toUpperCase(), url, headers: given, body, dependsOn: needs };
}

interface Around {
  readonly request: Request;
  readonly answer: Answerer;
}

async function take(
  step: Step,
  done: ReadonlyMap<string, Outcome>,
  { request, answer }: Around,
): Promise<Outcome> {
  if (step.dependsOn.some((id) => (done.get(id)?.status ?? 500) >= 400)) {
    const error = { code: 'FailedDependency', message: 'A step that this one depends on failed.' };
    return { id: step.id, status: 424, headers: {}, body: { error } };
  }
  const headers = new Headers(step.headers);
  headers.set('authorization', request.headers.get('authorization') ?? '');
  const language = request.headers.get('accept-language');
  if (language !== null && !headers.has('accept-language')) headers.set('accept-language', language);
  const url = `${new URL(request.url).origin}/v1.0${step.url}`;
  const init = {
    method: step.method,
    headers,
    ...(step.body === undefined ? {} : { body: JSON.stringify(step.body) }),
  };
  return await outcomeOf(step.id, await answer(new Request(url, init)));
}

async function outcomeOf(id: string, answer: Response): Promise<Outcome> {
  const headers: Record<string, string> = {};
  for (const [wire, written] of [
    ['content-type', 'Content-Type'],
    ['retry-after', 'Retry-After'],
    ['location', 'Location'],
  ] as const) {
    const value = answer.headers.get(wire);
    if (value !== null) headers[written] = value;
  }
  const text = await answer.text();
  return { id, status: answer.status, headers, body: text === '' ? null : JSON.parse(text) };
}
