// One at a time across tabs and the worker.

let last = Promise.resolve();

/** Does the work while no other tab does any of this name; with `orSkip`, not at all when one does. */
export async function alone(name, work, orSkip = false) {
  let isBegun = false;
  try {
    return await navigator.locks.request(`ponto-${name}`, { ifAvailable: orSkip }, (lock) => {
      isBegun = true;
      return lock ? work() : undefined;
    });
  } catch (failure) {
    if (isBegun) throw failure;
  }
  // A browser without locks, or one that refuses them: one at a time in this tab; the server absorbs what two tabs send twice.
  const turn = last.catch(() => {}).then(work);
  last = turn;
  return turn;
}

const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('ponto');

/** Tells the other tabs, and the worker tells the page, that the store has changed. */
export const tellOthers = (news) => channel?.postMessage(news);

/** Hears it. */
export const onNews = (hear) => channel?.addEventListener('message', (event) => hear(event.data));
