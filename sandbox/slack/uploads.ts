import type { Hono } from 'hono';
import type { World } from './world.ts';

/** The bytes of a file; where files.getUploadURLExternal leads. */
export function routeUploads(app: Hono, world: World): void {
  app.post('/upload/v1/:id', async (c) => {
    const file = world.files.get(c.req.param('id'));
    if (file === undefined) return c.text('not found', 404);
    const form = (c.req.header('content-type') ?? '').startsWith('multipart/form-data');
    const bytes = form ? await firstPart(await c.req.formData()) : Buffer.from(await c.req.arrayBuffer());
    if (bytes.length !== file.size) return c.text(`expected ${file.size} bytes, got ${bytes.length}`, 400);
    world.files.set(file.id, { ...file, content: bytes });
    world.changed({ kind: 'file', where: file.id });
    return c.text(`OK - ${bytes.length}`);
  });
}

async function firstPart(form: FormData): Promise<Buffer> {
  for (const part of form.values())
    return typeof part === 'string' ? Buffer.from(part) : Buffer.from(await part.arrayBuffer());
  return Buffer.alloc(0);
}
