/** Looks forty times a second until something holds; throws when it does not within so many looks: ten seconds of them. */
export async function until(holds: () => Promise<boolean> | boolean, looks = 400): Promise<void> {
  for (let i = 0; i < looks; i++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it never held');
}
