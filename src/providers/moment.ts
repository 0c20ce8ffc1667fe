import { z } from 'zod';

/**
 * A vendor's time, or null for none. 0001-01-01 and an empty text are vendors' ways of saying never. Text that is no time is
 * refused here: an Invalid Date compares as false with everything, and "not older than" would hold.
 */
export const moment = z
  .string()
  .nullish()
  .transform((text, context) => {
    if (text == null || text === '' || text.startsWith('0001-01-01')) return null;
    const at = new Date(text);
    if (!Number.isNaN(at.getTime())) return at;
    context.addIssue({ code: 'custom', message: 'not a time' });
    return z.NEVER;
  });
