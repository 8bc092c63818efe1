// What somebody sent, read for people: never judged, never changed.

import { momentText } from '../office/time.js';
import { dotted } from '../office/elements.js';

/** The punch in a text that was set aside; null where there is none to be read. */
export function readWhat(raw) {
  try {
    const { at, worker, badge, registration, collector } = JSON.parse(raw);
    if (typeof at !== 'string') return null;
    const named = Object.entries({ worker, badge, registration }).filter(([, value]) => typeof value === 'string');
    return { at, named, collector: typeof collector === 'string' ? collector : '' };
  } catch {
    return null;
  }
}

/** When and for whom, in words. */
export function whatText(item, language, t) {
  if (item.index < 0) return t('what.letter');
  const what = readWhat(item.raw);
  if (!what) return t('what.illegible');
  const [kind, value] = what.named.length === 1 ? what.named[0] : [what.named.length > 1 ? 'several' : 'nobody', ''];
  const who = kind === 'nobody' && item.role === 'worker' ? 'self' : kind;
  const named = t(`named.${who}`, { value: kind === 'worker' ? dotted(value) : value });
  return t('what.punch', { at: momentText(what.at, language), who: named });
}
