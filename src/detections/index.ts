/** The watch rules, in the order of their numbers. */
import type { Detection } from './detection.ts';

export const detections: readonly Detection[] = [];
