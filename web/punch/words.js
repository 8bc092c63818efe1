// All text, from one catalogue file a language.

const LANGUAGES = ['pt-BR', 'en'];
const KEPT = 'ponto.language';
const catalogues = {};
let language = 'pt-BR';
let plural;
const formats = new Map();

/** Both are loaded at the start: a page keeps the words that came with it, whatever is installed later. */
export async function loadWords() {
  await Promise.all(
    LANGUAGES.map(async (name) => {
      catalogues[name] = await (await fetch(`/punch/${name}.json`)).json();
    }),
  );
  speak(kept() ?? wanted());
}

function kept() {
  try {
    const name = localStorage.getItem(KEPT);
    return LANGUAGES.includes(name) ? name : undefined;
  } catch {
    return undefined;
  }
}

/** The first of the reader's languages that the page speaks; Portuguese where it speaks none. */
function wanted() {
  for (const name of navigator.languages ?? []) {
    if (/^pt\b/i.test(name)) return 'pt-BR';
    if (/^en\b/i.test(name)) return 'en';
  }
  return 'pt-BR';
}

/** Chooses the language and says the page's fixed words in it. */
export function speak(name) {
  language = name;
  plural = new Intl.PluralRules(name);
  formats.clear();
  document.documentElement.lang = name;
  document.title = t('title');
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = t(element.dataset.text);
  for (const element of document.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', t(element.dataset.label));
  }
}

/** The reader's own choice, kept for the next start. */
export function choose(name) {
  speak(name);
  try {
    localStorage.setItem(KEPT, name);
  } catch {
    // Chosen again next time.
  }
}

export const spoken = () => language;

/** Whether there are words of this name. */
export const has = (key) => key in catalogues[language];

/** The words of this name; with a `count`, in the singular or plural that it asks for. */
export function t(key, values = {}) {
  const name = 'count' in values && !has(key) ? `${key}.${plural.select(values.count)}` : key;
  const words = catalogues[language][name] ?? catalogues[language][`${key}.other`] ?? key;
  return words.replace(/\{(\w+)\}/g, (_, value) => values[value]);
}

function format(options) {
  const key = JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(language, options));
  return formats.get(key);
}

const TIME = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };

export const clockFace = (millis) => format(TIME).format(millis);
export const longDay = (millis) => format({ weekday: 'long', day: 'numeric', month: 'long' }).format(millis);
export const dayAndTime = (millis) =>
  format({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(millis);
export const monthName = (millis) => format({ month: 'long', year: 'numeric' }).format(millis);

/** "12 s", "3 min", "2 h", "4 d". */
export function span(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  return seconds < 129_600 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`;
}
