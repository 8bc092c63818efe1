// The first set-up: sends the employer and its admin with the one-time token that stands behind the # of
// the printed link. What follows a # is never sent in a request line, so it is in no proxy's log.

const TEXTS = {
  'pt-BR': {
    title: 'Ponto: primeira configuração',
    intro: 'Primeira configuração: a sua empresa e quem a administra. Este link vale uma vez.',
    token: 'Código de uso único',
    tokenHint: 'Está no terminal em que o relógio foi iniciado, depois do # no link.',
    employer: 'Empresa',
    document: 'CNPJ ou CPF do empregador',
    name: 'Razão social ou nome',
    place: 'Local de trabalho',
    placeHint: 'O endereço, como deve sair no AFD.',
    zone: 'Fuso horário do local',
    responsible: 'CPF da pessoa responsável',
    responsibleHint: 'Quem responde pelo que é cadastrado; sai no AFD.',
    admin: 'Administração',
    adminName: 'Nome de quem administra',
    login: 'Login',
    password: 'Senha',
    passwordHint: '10 caracteres ou mais. Ninguém pode recuperá-la: guarde-a bem.',
    show: 'Mostrar a senha',
    send: 'Criar empresa',
    sending: 'Criando …',
    done: 'Pronto',
    made: (name, login) => `${name}: empresa criada. Quem a administra entra como ${login}.`,
    next: 'Este link não vale mais. Por enquanto a entrada é pela API; as páginas do gestor e do RH ainda não existem.',
    status: 'Estado do relógio',
    docs: 'Documentação da API',
    missing: 'Falta preencher.',
    wrong: {
      '/token': 'Este código já foi usado ou não é deste relógio. Copie o link que está no terminal.',
      '/employer/document': 'Confira o número: os dígitos verificadores não batem.',
      '/employer/name': 'De 1 a 150 caracteres.',
      '/employer/place': 'De 1 a 100 caracteres.',
      '/employer/zone': 'O relógio não conhece este fuso.',
      '/employer/responsibleCpf': 'Confira o CPF: os dígitos verificadores não batem.',
      '/admin/name': 'De 1 a 150 caracteres.',
      '/admin/login': 'De 1 a 64 caracteres.',
      '/admin/password': 'De 10 a 128 caracteres.',
    },
    check: 'Confira os campos marcados.',
    already: 'Já existe uma empresa neste relógio: entre como administrador dela.',
    later: (seconds) => `O relógio não pôde gravar agora. Nada se perdeu aqui: tente de novo em ${seconds} s.`,
    silent: 'O relógio não responde. Nada se perdeu aqui: tente de novo.',
  },
  en: {
    title: 'Ponto: first set-up',
    intro: 'First set-up: your company and its administrator. This link works once.',
    token: 'One-time code',
    tokenHint: 'It is in the terminal in which the clock was started, behind the # of the link.',
    employer: 'Company',
    document: "The employer's CNPJ or CPF",
    name: 'Name of the company or person',
    place: 'Place of work',
    placeHint: 'The address, as the AFD is to print it.',
    zone: 'Time zone of the place',
    responsible: 'CPF of the responsible person',
    responsibleHint: 'Who answers for what is entered; printed in the AFD.',
    admin: 'Administrator',
    adminName: 'Name of the administrator',
    login: 'Login',
    password: 'Password',
    passwordHint: '10 characters or more. Nobody can recover it: keep it well.',
    show: 'Show the password',
    send: 'Create the company',
    sending: 'Creating …',
    done: 'Done',
    made: (name, login) => `${name} was created, with ${login} as its administrator.`,
    next: 'This link is used up. For now you sign in through the API; the pages for managers and HR do not exist yet.',
    status: 'State of the clock',
    docs: 'API documentation',
    missing: 'This is missing.',
    wrong: {
      '/token': 'This code was used or is not this clock’s. Copy the link from the terminal.',
      '/employer/document': 'Check the number: its check digits do not fit.',
      '/employer/name': '1 to 150 characters.',
      '/employer/place': '1 to 100 characters.',
      '/employer/zone': 'The clock does not know this zone.',
      '/employer/responsibleCpf': 'Check the CPF: its check digits do not fit.',
      '/admin/name': '1 to 150 characters.',
      '/admin/login': '1 to 64 characters.',
      '/admin/password': '10 to 128 characters.',
    },
    check: 'Check the marked fields.',
    already: 'This clock has a company already: sign in as its administrator.',
    later: (seconds) => `The clock could not store it now. Nothing is lost here: try again in ${seconds} s.`,
    silent: 'The clock does not answer. Nothing is lost here: try again.',
  },
};

const PATIENCE_MILLIS = 30_000;
const PASSWORD_LENGTH_MIN = 10;

const language = chosenLanguage();
const texts = TEXTS[language];
const byId = (id) => document.getElementById(id);
const form = byId('setup');
const fields = [...form.querySelectorAll('.field input, .field select')];

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
  document.title = texts.title;
  for (const element of document.querySelectorAll('[data-text]')) {
    element.textContent = texts[element.dataset.text];
  }
}

/** The browser's own zone, where the list has it. */
function suggestZone() {
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zone = byId('zone');
  if ([...zone.options].some((option) => option.value === own)) zone.value = own;
}

function takeToken() {
  byId('token').value = decodeURIComponent(location.hash.slice(1));
  byId('token-field').hidden = byId('token').value !== '';
}

const field = (pointer) => fields.find((candidate) => candidate.name === pointer);

function mark(input, words) {
  if (input.name === '/token') byId('token-field').hidden = false;
  input.setAttribute('aria-invalid', 'true');
  byId(`${input.id}-error`).textContent = words;
}

function unmark(input) {
  input.removeAttribute('aria-invalid');
  byId(`${input.id}-error`).textContent = '';
}

/** What can be told without asking: all of it at once. The check digits are the server's question. */
function mistakes() {
  const found = new Map();
  for (const input of fields) {
    if (input.value.trim() === '') found.set(input, texts.missing);
  }
  const password = byId('password');
  if (password.value !== '' && password.value.length < PASSWORD_LENGTH_MIN) {
    found.set(password, texts.wrong[password.name]);
  }
  return found;
}

/** People write numbers with dots and dashes; the contract wants them bare. */
const bare = (id) => byId(id).value.toUpperCase().replace(/[\s./-]/g, '');
const words = (id) => byId(id).value.trim().replace(/\s+/g, ' ');

function body() {
  return {
    token: byId('token').value.trim(),
    employer: {
      document: bare('document'),
      name: words('name'),
      place: words('place'),
      zone: byId('zone').value,
      responsibleCpf: bare('responsible'),
    },
    admin: { login: words('login'), password: byId('password').value, name: words('admin-name') },
  };
}

async function send(event) {
  event.preventDefault();
  fields.forEach(unmark);
  const found = mistakes();
  found.forEach((words, input) => mark(input, words));
  if (found.size > 0) {
    fail(texts.check, found.keys().next().value);
    return;
  }
  busy(true);
  fail('');
  try {
    const answer = await fetch('/v1/setup', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body()),
      signal: AbortSignal.timeout(PATIENCE_MILLIS),
    });
    if (answer.status === 201) finish();
    else refuse(answer, await answer.json());
  } catch {
    fail(texts.silent);
  } finally {
    busy(false);
  }
}

function refuse(answer, problem) {
  if (answer.status === 403) {
    mark(byId('token'), texts.wrong['/token']);
    fail(texts.check, byId('token'));
  } else if (answer.status === 409) {
    fail(texts.already);
  } else if (answer.status === 429 || answer.status === 503) {
    fail(texts.later(answer.headers.get('Retry-After') ?? 5));
  } else if (problem.field && field(problem.field)) {
    const input = field(problem.field);
    mark(input, texts.wrong[problem.field]);
    fail(texts.check, input);
  } else {
    fail(`${problem.detail} ${problem.remedy ?? ''}`);
  }
}

function fail(words, input) {
  byId('failure').textContent = words;
  input?.focus();
}

function busy(sending) {
  byId('send').disabled = sending;
  byId('send').textContent = sending ? texts.sending : texts.send;
}

function finish() {
  byId('made').textContent = texts.made(words('name'), words('login'));
  byId('password').value = '';
  history.replaceState(null, '', location.pathname);
  form.hidden = true;
  byId('done').hidden = false;
  byId('done').focus();
}

translate();
suggestZone();
takeToken();
form.addEventListener('submit', send);
form.addEventListener('input', (event) => event.target.id !== 'show' && unmark(event.target));
byId('show').addEventListener('change', (event) => {
  byId('password').type = event.target.checked ? 'text' : 'password';
});
addEventListener('hashchange', takeToken);
