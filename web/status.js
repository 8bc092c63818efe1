// The status page: asks /readyz whether punches can be accepted and shows the server's time.

const TEXTS = {
  'pt-BR': {
    serverTime: 'Hora do servidor',
    forOffice: 'Para gestão, RH e auditoria',
    reports: 'Relatórios',
    inbox: 'Pendências',
    forPrograms: 'Para programas',
    docs: 'Documentação da API',
    contract: 'Contrato (OpenAPI)',
    well: 'O relógio está funcionando: as marcações são aceitas.',
    doubt: 'As marcações são aceitas, mas nem tudo está bem:',
    ill: 'O relógio está ligado, mas não pode aceitar marcações agora.',
    silent: 'O relógio não responde. A página tenta de novo a cada poucos segundos.',
    deviceAhead: (seconds) => `O relógio deste aparelho está ${seconds} adiantado.`,
    deviceBehind: (seconds) => `O relógio deste aparelho está ${seconds} atrasado.`,
    notWell: {
      database: 'O banco de dados está fora do ar: as marcações ficam guardadas e são registradas quando ele voltar.',
      'database-starting': 'O banco de dados está iniciando: as marcações já são aceitas.',
      clock: 'O relógio do servidor não está sincronizado.',
      inbox: 'A fila de marcações não está disponível.',
    },
  },
  en: {
    serverTime: 'Server time',
    forOffice: 'For managers, HR and auditors',
    reports: 'Reports',
    inbox: 'Inbox',
    forPrograms: 'For programs',
    docs: 'API documentation',
    contract: 'Contract (OpenAPI)',
    well: 'The clock is running: punches are accepted.',
    doubt: 'Punches are accepted, but not all is well:',
    ill: 'The clock is on, but cannot accept punches now.',
    silent: 'The clock does not answer. This page tries again every few seconds.',
    deviceAhead: (seconds) => `The clock of this device is ${seconds} ahead.`,
    deviceBehind: (seconds) => `The clock of this device is ${seconds} behind.`,
    notWell: {
      database: 'The database is away: punches are kept and recorded when it returns.',
      'database-starting': 'The database is starting: punches are accepted already.',
      clock: 'The clock of the server is not synchronised.',
      inbox: 'The queue of punches is not available.',
    },
  },
};

const ASK_MILLIS = 5_000;
const PATIENCE_MILLIS = 4_000;
// The Date header is cut to whole seconds, so each answer only says that the server's clock is at least
// there; over this many answers the largest such bound is close to the truth.
const BOUNDS_KEPT = 12;
const DEVICE_OFF_MILLIS = 5_000;

const language = chosenLanguage();
const texts = TEXTS[language];
const bounds = [];
const byId = (id) => document.getElementById(id);

/** The first of the reader's languages that the page speaks; Portuguese where it speaks none. */
function chosenLanguage() {
  for (const wanted of navigator.languages) {
    if (/^pt\b/i.test(wanted)) return 'pt-BR';
    if (/^en\b/i.test(wanted)) return 'en';
  }
  return 'pt-BR';
}

function translate() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll('[data-text]')) {
    element.textContent = texts[element.dataset.text];
  }
}

async function ask() {
  try {
    const answer = await fetch('/readyz', {
      cache: 'no-store',
      signal: AbortSignal.timeout(PATIENCE_MILLIS),
    });
    learnTime(answer.headers.get('Date'));
    const { notWell = [] } = await answer.json();
    if (!answer.ok) show('ill', notWell);
    else show(notWell.length === 0 ? 'well' : 'doubt', notWell);
  } catch {
    bounds.length = 0;
    show('silent', []);
  }
}

function learnTime(date) {
  const bound = Date.parse(date) - Date.now();
  if (Number.isNaN(bound)) return;
  bounds.push(bound);
  if (bounds.length > BOUNDS_KEPT) bounds.shift();
}

function show(state, notWell) {
  byId('state').dataset.state = state === 'silent' ? 'ill' : state;
  write(byId('headline'), texts[state]);
  const lines = notWell.map((name) => texts.notWell[name] ?? String(name));
  const list = byId('not-well');
  list.hidden = lines.length === 0;
  if ([...list.children].map((item) => item.textContent).join('\n') !== lines.join('\n')) {
    list.replaceChildren(...lines.map((line) => write(document.createElement('li'), line)));
  }
  tick();
}

// Only what differs is written: a screen reader would read the same words again every few seconds.
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
  return element;
}

function tick() {
  const time = byId('time');
  const device = byId('device');
  if (bounds.length === 0) {
    write(time, '--:--:--');
    device.hidden = true;
    return;
  }
  const offset = Math.max(...bounds);
  const now = new Date(Date.now() + offset);
  time.dateTime = now.toISOString();
  write(time, clockFace.format(now));
  write(byId('date'), `${calendar.format(now)} (${zoneOf(now)})`);
  device.hidden = Math.abs(offset) < DEVICE_OFF_MILLIS;
  if (!device.hidden) {
    const seconds = inSeconds.format(Math.round(Math.abs(offset) / 1000));
    write(device, offset < 0 ? texts.deviceAhead(seconds) : texts.deviceBehind(seconds));
  }
}

const clockFace = new Intl.DateTimeFormat(language, { timeStyle: 'medium', hourCycle: 'h23' });
const calendar = new Intl.DateTimeFormat(language, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});
const zoneFormat = new Intl.DateTimeFormat(language, { timeZoneName: 'short' });
const zoneOf = (instant) =>
  zoneFormat.formatToParts(instant).find((part) => part.type === 'timeZoneName').value;
const inSeconds = new Intl.NumberFormat(language, {
  style: 'unit',
  unit: 'second',
  unitDisplay: 'long',
});

// Irregular on purpose: answers at the same fraction of a second would all give the same bound.
async function keepAsking() {
  if (!document.hidden) await ask();
  setTimeout(keepAsking, ASK_MILLIS * (0.8 + 0.4 * Math.random()));
}

translate();
keepAsking();
setInterval(tick, 200);
document.addEventListener('visibilitychange', () => document.hidden || ask());
