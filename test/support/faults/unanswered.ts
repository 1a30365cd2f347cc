/** The answer, or `none` when the connection broke before it came. */
export async function unlessItBreaks<Answer>(answer: Promise<Answer>): Promise<Answer | 'none'> {
  try {
    return await answer;
  } catch (error) {
    // `fetch` throws a TypeError then; it is Node's own, not the one of Jest's context, so `instanceof` doesn't tell.
    if ((error as Error).name === 'TypeError') return 'none';
    throw error;
  }
}
