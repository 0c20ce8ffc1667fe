import { OperatorError } from '../../lib/operator-error.ts';
import { ErrorBody, type GraphRefusal } from './errors.ts';
import { retryAfterMs } from './retry-after.ts';

/** An HTML answer has no code: its status must do. */
export async function refusalOf(response: Response): Promise<GraphRefusal> {
  const text = await response.text();
  const parsed = ErrorBody.safeParse(tryJson(text));
  return {
    status: response.status,
    code: parsed.data?.error.code ?? '',
    message: parsed.data?.error.message ?? '',
    retryAfterMs: retryAfterMs(response.headers.get('retry-after'), response.headers.get('date')),
  };
}

/** A proxy's page, or an answer that was cut off, is no evidence of anything. */
export async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new OperatorError(
      'EVIDENCE_INCOMPLETE',
      'Microsoft Graph answered with something that is not JSON',
      'Check ENTRA_GRAPH_URL; a proxy may have answered instead.',
    );
  }
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
