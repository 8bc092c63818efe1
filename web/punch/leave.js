// Leaving with pending punches: the warning, and the file as the last resort.

import { exportOf } from './punch.js';
import { dayOf } from './instant.js';
import { t } from './words.js';

const byId = (id) => document.getElementById(id);

/** Offers every pending punch of this device as a file. */
export async function exportPending(outbox, store, now) {
  const people = await store.all('people').catch(() => []);
  const text = exportOf(await outbox.pending(), people, now);
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${t('exportName')}-${dayOf(now)}.json`;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Asks before leaving with so many pending punches; answers whether to go. */
export function warnBeforeLeaving(count, onExport) {
  const dialog = byId('leave-warning');
  byId('leave-text').textContent = t('leaveText', { count });
  byId('leave-export').onclick = onExport;
  byId('leave-stay').onclick = () => dialog.close('stay');
  byId('leave-go').onclick = () => dialog.close('go');
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'go'), { once: true });
  });
}
