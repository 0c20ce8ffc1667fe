import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { FaultRule, Faults } from '../faults.ts';
import { pathAndQuery } from './request-log.ts';

export type Answer = (request: Request, env: unknown) => Response | Promise<Response>;

/** How a vendor writes a page's next link. */
export interface Paging {
  /** No items, next link to `url`. */
  readonly emptyPage: (url: string) => Response;
  /** The same page with the origin of its next link replaced. */
  readonly withForeignNext: (answer: Response, origin: string) => Response | Promise<Response>;
}

export interface Around {
  readonly vendor: { readonly answer: Answer; readonly paging?: Paging };
  readonly faults: Faults;
  /** The adaptor's bindings: `incoming` is Node's request. */
  readonly env: unknown;
}

type Fault = FaultRule['fault'];

/** The vendor's answer, or what the first matching fault makes of it. */
export async function answerWithFaults(request: Request, around: Around): Promise<Response> {
  const fault = around.faults.hit(request.method, pathAndQuery(request.url));
  if (fault === undefined) return await around.vendor.answer(request, around.env);
  return await spoiled(fault, request, around);
}

async function spoiled(fault: Fault, request: Request, around: Around): Promise<Response> {
  const { vendor } = around;
  switch (fault.kind) {
    case 'status':
      if (fault.afterMs !== undefined) await sleep(fault.afterMs);
      return statusAnswer(fault);
    case 'html':
      return htmlAnswer(fault.status);
    case 'lost':
      await vendor.answer(request, around.env);
      return htmlAnswer(fault.status);
    case 'reset':
      return hangUp(around.env);
    case 'slow':
      await sleep(fault.ms);
      return await vendor.answer(request, around.env);
    case 'truncated':
      return await cutInHalf(await vendor.answer(request, around.env));
    case 'empty_page':
      return vendor.paging?.emptyPage(request.url) ?? unsupported(fault.kind);
    case 'foreign_next':
      return (
        (await vendor.paging?.withForeignNext(await vendor.answer(request, around.env), fault.origin)) ??
        unsupported(fault.kind)
      );
    default:
      fault satisfies never;
      return unsupported('unknown');
  }
}

function statusAnswer(fault: Extract<Fault, { kind: 'status' }>): Response {
  const headers = fault.headers ?? {};
  if (fault.body === undefined) return new Response(null, { status: fault.status, headers });
  if (typeof fault.body === 'string') return new Response(fault.body, { status: fault.status, headers });
  return Response.json(fault.body, { status: fault.status, headers });
}

/** What a proxy in front of a vendor says when the vendor is away. */
function htmlAnswer(status: number): Response {
  const body = `<html><head><title>${status}</title></head><body><h1>${status} Bad gateway</h1></body></html>`;
  return new Response(body, { status, headers: { 'content-type': 'text/html; charset=utf-8' } });
}

/** The adaptor hands Node's own request along as `incoming`. */
function hangUp(env: unknown): Response {
  const { incoming } = env as { incoming: IncomingMessage };
  incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

async function cutInHalf(answer: Response): Promise<Response> {
  const whole = await answer.text();
  const headers = new Headers(answer.headers);
  headers.delete('content-length');
  return new Response(whole.slice(0, Math.floor(whole.length / 2)), { status: answer.status, headers });
}

function unsupported(kind: string): Response {
  return Response.json({ sandbox: `this stand-in has no pages to spoil with ${kind}` }, { status: 500 });
}
