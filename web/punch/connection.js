// The line under the button: whether punches reach the server, and what waits on this device.

import { write } from './cards.js';
import { dayAndTime, t } from './words.js';

const byId = (id) => document.getElementById(id);

/** The line's state: a device that cannot keep anything comes first, then who cannot send, then who is away. */
export function connectionState({ isSafe, hasSession, isReached, end }) {
  if (!isSafe) return 'full';
  if (!hasSession || end.state === 'sign-in') return 'sign-in-needed';
  return isReached && end.state !== 'away' && end.state !== 'paused' ? 'reached' : 'away';
}

/** Draws the line, and what waits for somebody. */
export function drawConnection({ state, end, own, refused, isSlow, others, pausedUntil }) {
  const line = byId('connection');
  line.dataset.state = state;
  write(byId('connection-text'), sentence(state, end, own - refused, isSlow, pausedUntil));
  byId('send-now').hidden = !(state === 'away' && own > 0 && end.state !== 'paused');
  byId('sign-in-again').hidden = state !== 'sign-in-needed';
  line.toggleAttribute('data-waiting', isSlow);

  const waiting = byId('waiting');
  waiting.hidden = others + refused === 0 && (own === 0 || state === 'reached');
  byId('waiting-own').hidden = own === 0;
  write(byId('waiting-own'), own === 0 ? '' : t('waitingOwn', { count: own }));
  byId('waiting-others').hidden = others === 0;
  write(byId('waiting-others'), others === 0 ? '' : t('waitingOthers', { count: others }));
}

function sentence(state, end, own, isSlow, pausedUntil) {
  switch (state) {
    case 'full':
      return t('connection.full');
    case 'sign-in-needed':
      return own === 0 ? t('connection.expired') : t('connection.sign-in-needed', { count: own });
    case 'away':
      if (end.state === 'paused') return t('connection.paused', { time: dayAndTime(pausedUntil) });
      return own === 0 ? t('connection.away') : t('connection.awayWaiting', { count: own });
    default:
      return isSlow ? t('connection.sending', { count: own }) : t('connection.reached');
  }
}
