// One decision on one item, to its end: a lost answer is asked for, never guessed.

/** A bound punch is recorded like any letter: looked for so often, after so long. */
const LOOK_MILLIS = [300, 700, 2_000, 4_000];

const wait = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/** Binds or discards; answers {state: done | failed, text | outcome, item}. */
export async function decideItem(ask, item, kind, body, t, pause = wait) {
  const outcome = await ask('POST', `/v1/set-aside/${item.id}/${kind}`, { body });
  if (outcome.kind === 'ok' && kind === 'discard') return { state: 'done', text: t('discarded'), item: outcome.body };
  if (outcome.kind === 'ok') return follow(ask, item, t, pause);
  // Somebody was quicker, or an answer was lost: what stands is what counts.
  const isUnsure = outcome.kind === 'conflict' || outcome.kind === 'away';
  const stands = isUnsure ? await ask('GET', `/v1/set-aside/${item.id}`) : null;
  if (stands?.kind === 'ok' && stands.body.status !== 'open') {
    return { state: 'done', text: t('already'), item: stands.body };
  }
  if (outcome.body?.type?.endsWith(':not-bindable')) return { state: 'failed', text: t('notBindable') };
  return { state: 'failed', outcome };
}

async function follow(ask, item, t, pause) {
  for (const millis of LOOK_MILLIS) {
    await pause(millis);
    const seen = await ask('GET', `/v1/set-aside/${item.id}`);
    if (seen.kind === 'ok' && seen.body.status === 'bound') return { state: 'done', text: t('bound'), item: seen.body };
  }
  return { state: 'done', text: t('boundLater') };
}

/** Puts a dead letter back; none put back means that somebody else did. */
export async function redriveItem(ask, item, t) {
  const outcome = await ask('POST', '/v1/dead-letters/redrive', { body: { receipts: [item.receipt] } });
  if (outcome.kind !== 'ok') return { state: 'failed', outcome };
  return { state: 'done', text: t(outcome.body.redriven > 0 ? 'redriven' : 'redrivenBefore') };
}
