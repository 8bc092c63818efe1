// The page's side of the service worker: registration, Background Sync, and when a new version may come in.

/** Registers the worker where the browser can run it; without it the page works all the same, but not off-line. */
export function readyForWorker(mayReload) {
  const container = navigator.serviceWorker;
  let isOutdated = false;
  container?.register('/sw.js', { type: 'module' }).catch((failure) => console.info('no worker:', failure.message));
  container?.addEventListener('message', ({ data }) => (isOutdated ||= data === 'new-version'));
  // Out of sight, and with nothing typed, a reload costs nothing: all that was pressed is on the disk.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden && isOutdated && mayReload()) location.reload();
  });
  return {
    /** Has the browser wake the worker when there is signal again, even with the page closed. */
    async sendLater({ state }) {
      if (state !== 'away' && state !== 'paused') return;
      const registration = await container?.getRegistration();
      await registration?.sync?.register('ponto-send').catch(() => {});
    },
  };
}
