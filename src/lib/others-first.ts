/**
 * Lets whatever else waits in this process have its turn. A statement of the embedded engine holds everything up for as
 * long as it takes, and without this several of them in a row are one long stop.
 */
export async function othersFirst(): Promise<void> {
  await new Promise<void>((resolve) => {
    setImmediate(resolve);
  });
}
