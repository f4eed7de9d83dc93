// What the pages do beyond plain forms. Every page works without it; words come from the page.
'use strict';
(() => {
  const all = (sel, root = document) => root.querySelectorAll(sel);
  const csrf = () => document.querySelector('meta[name=csrf]')?.content ?? '';
  const digits = (text) => text.replace(/[^0-9]/g, '');
  const grouped = (text) => text.replace(/^0+(?=\d)/, '').replace(/\B(?=(\d{3})+$)/g, ',');
  const on = (kind, work) => document.addEventListener(kind, work);

  // One click, one sending. The button comes back with the page.
  const free = (form) => {
    delete form.dataset.sent;
    for (const button of all('[data-busy]', form)) {
      button.removeAttribute('aria-disabled');
      delete button.dataset.busy;
    }
  };
  addEventListener('pageshow', () => all('form[data-sent]').forEach(free));
  on('htmx:afterRequest', (event) => {
    const form = event.target.closest('form');
    if (form) free(form);
  });

  // Asked before sending, in our own dialog.
  const confirmed = new WeakSet();
  const ask = (form, button) => {
    const dialog = document.getElementById('confirm');
    dialog.querySelector('.confirm__said').textContent = form.dataset.confirm;
    dialog.returnValue = '';
    dialog.onclose = () => {
      if (dialog.returnValue !== 'yes') return;
      confirmed.add(form);
      form.requestSubmit(button);
    };
    dialog.showModal();
  };

  on('submit', (event) => {
    const form = event.target, button = event.submitter;
    if (form.method === 'dialog') return;
    if (form.dataset.sent) return event.preventDefault();
    if (form.dataset.confirm && !confirmed.delete(form)) {
      event.preventDefault();
      return ask(form, button);
    }
    const drop = form.querySelector('[data-drop]');
    if (drop && !fits(drop)) {
      event.preventDefault();
      return drop.querySelector('input').focus();
    }
    if (drop && navigator.onLine === false) {
      event.preventDefault();
      return say(drop, drop.dataset.offline, true);
    }
    if (!button?.hasAttribute('data-once')) return;
    form.dataset.sent = 'true';
    button.setAttribute('aria-disabled', 'true');
    button.dataset.busy = 'true';
    if (drop && drop.querySelector('input').files.length && !event.defaultPrevented) {
      event.preventDefault();
      send(form, button, drop);
    }
  });

  // A form with a file goes by fetch, so that a broken connection leaves the page as it is.
  const send = async (form, button, drop) => {
    const data = new FormData(form, button);
    try {
      const answer = await fetch(button.formAction || form.action, {method: 'POST', body: data});
      const page = await answer.text();
      if (!(answer.headers.get('content-type') ?? '').startsWith('text/html')) throw new Error(answer.status);
      if (answer.redirected && answer.ok) return location.assign(answer.url);
      show(page, answer.url);
    } catch {
      free(form);
      say(drop, drop.dataset.offline, true);
    }
  };
  const show = (page, address) => {
    const made = new DOMParser().parseFromString(page, 'text/html');
    document.title = made.title;
    document.querySelector('meta[name=csrf]').content = made.querySelector('meta[name=csrf]')?.content ?? csrf();
    document.getElementById('main').replaceWith(document.adoptNode(made.getElementById('main')));
    history.replaceState(null, '', address);
    const main = document.getElementById('main');
    globalThis.htmx?.process(main);
    begin(main);
    if (!main.querySelector('[data-error-summary]')) main.focus();
    scrollTo(0, 0);
  };

  // Whole won, grouped while typing, sent as digits.
  const group = (input) => {
    const left = digits(input.value.slice(0, input.selectionStart)).length;
    input.value = grouped(digits(input.value));
    if (document.activeElement !== input) return;
    let at = 0;
    for (let seen = 0; seen < left && at < input.value.length; at++) if (input.value[at] !== ',') seen++;
    input.setSelectionRange(at, at);
  };
  on('formdata', (event) => {
    for (const input of all('[data-won][name]', event.target))
      if (/^[\d,]*$/.test(input.value) && event.formData.getAll(input.name).length === 1)
        event.formData.set(input.name, digits(input.value));
  });
  on('htmx:configRequest', (event) => {
    for (const [name, value] of Object.entries(event.detail.parameters))
      if (document.querySelector(`[data-won][name="${CSS.escape(name)}"]`) && /^[\d,]*$/.test(value))
        event.detail.parameters[name] = digits(value);
    event.detail.headers['X-CSRF-Token'] = csrf();
  });

  // A bar and a field that say the same amount.
  const slid = (slider, value, from) => {
    const bar = slider.querySelector('[type=range]'), field = slider.querySelector('[data-won]');
    value = String(Math.min(Number(value), Number(field.dataset.most)));
    if (Number(value) > Number(field.dataset.most)) value = field.dataset.most;
    if (from !== bar) bar.value = value;
    if (from !== field) {
      field.value = grouped(String(value));
      field.dispatchEvent(new Event('moved', {bubbles: true}));
    }
    bar.setAttribute('aria-valuetext', '₩' + grouped(String(value)));
  };
  on('input', (event) => {
    const input = event.target, slider = input.closest('[data-slider]');
    if (input.matches('[data-won]')) {
      // What is no whole amount stays as it was written: the server says why.
      if (/[^\d,\s₩]/.test(input.value)) return;
      group(input);
      const most = input.dataset.most;
      if (most && Number(digits(input.value)) > Number(most)) input.value = grouped(most);
    }
    if (slider) slid(slider, digits(input.value) || '0', input);
  });
  on('change', (event) => {
    const input = event.target;
    if (input.matches('[data-submits]')) input.form.requestSubmit();
    if (input.matches('[data-drop] [type=file]')) fits(input.closest('[data-drop]'));
  });

  // Files: dropped, chosen, or cells pasted.
  const say = (drop, text, wrong = false) => {
    drop.querySelector('.drop__said').textContent = text;
    drop.classList.toggle('is-wrong', wrong);
  };
  const fits = (drop) => {
    const files = [...drop.querySelector('input').files];
    const large = files.some((file) => file.size > Number(drop.dataset.largest));
    const kibi = (file) => grouped(String(Math.ceil(file.size / 1024)));
    say(drop, large ? drop.dataset.tooLarge : files.map((f) => `${f.name} (${kibi(f)} KB)`).join(', '), large);
    return !large;
  };
  for (const kind of ['dragenter', 'dragover', 'dragleave', 'drop'])
    on(kind, (event) => {
      const drop = event.target.closest?.('[data-drop]');
      if (!drop) return;
      event.preventDefault();
      drop.classList.toggle('is-over', kind === 'dragenter' || kind === 'dragover');
      const input = drop.querySelector('input');
      if (kind === 'drop' && event.dataTransfer.files.length) {
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event('change', {bubbles: true}));
      }
    });
  on('paste', (event) => {
    if (event.target.matches('input:not([type=file]), textarea')) return;
    const drop = document.querySelector('[data-drop]');
    if (!drop) return;
    const text = event.clipboardData.getData('text/plain');
    const box = drop.closest('.field').querySelector('[data-pasted]');
    if (event.clipboardData.files.length) {
      drop.querySelector('input').files = event.clipboardData.files;
      fits(drop);
    } else if (box && text.includes('\t')) {
      box.value = text;
      box.closest('details').open = true;
      say(drop, drop.dataset.pastedSaid);
      box.focus();
    } else return;
    event.preventDefault();
  });

  // Passkeys: what the server asks is decoded, what the device says is encoded.
  const raw = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
  const said = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  const ways = {
    'sign-in': ['/v1/sign-in/passkey/begin', '/v1/sign-in/passkey/finish'],
    'step-up': ['/v1/sign-in/step-up/passkey/begin', '/v1/sign-in/step-up/passkey/finish'],
    register: ['/v1/passkeys/begin', '/v1/passkeys/finish'],
  };
  const post = async (path, body) => {
    const headers = {'Content-Type': 'application/json', 'X-CSRF-Token': csrf()};
    const answer = await fetch(path, {method: 'POST', headers, body: JSON.stringify(body)});
    const told = answer.status === 204 ? {} : await answer.json();
    if (!answer.ok) throw new Error(told.detail ?? '');
    return told;
  };
  const prove = async (kind, label) => {
    const [begins, finishes] = ways[kind];
    const {options} = await post(begins, {});
    options.challenge = raw(options.challenge);
    if (options.user) options.user.id = raw(options.user.id);
    for (const list of [options.allowCredentials, options.excludeCredentials])
      for (const one of list ?? []) one.id = raw(one.id);
    const register = kind === 'register';
    const made = await navigator.credentials[register ? 'create' : 'get']({publicKey: options});
    const response = {};
    for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'])
      if (made.response[name]) response[name] = said(made.response[name]);
    if (register) response.transports = made.response.getTransports?.() ?? [];
    const credential = {id: made.id, rawId: said(made.rawId), type: made.type, response,
      authenticatorAttachment: made.authenticatorAttachment ?? null,
      clientExtensionResults: made.getClientExtensionResults()};
    return post(finishes, register ? {credential, label} : {credential});
  };
  const onwards = (done, told) => {
    if (told.csrf_token) {
      document.querySelector('meta[name=csrf]').content = told.csrf_token;
      for (const input of all('input[name=csrf_token]')) input.value = told.csrf_token;
    }
    if (done?.startsWith('#')) {
      // What another way of proving asks for stays empty.
      const form = document.querySelector(done);
      form.noValidate = true;
      return form.requestSubmit();
    }
    if (done) return location.assign(done);
    location.reload();
  };
  on('click', async (event) => {
    const button = event.target.closest('button');
    if (event.target.closest('[aria-disabled=true]')) event.preventDefault();
    for (const popup of all('details[data-popup][open]'))
      if (!popup.contains(event.target)) popup.open = false;
    if (event.target.matches('dialog.sheet:modal')) event.target.close();
    if (!button) return;
    if ('print' in button.dataset) print();
    if ('sliderAll' in button.dataset) {
      const slider = button.closest('[data-slider]');
      slid(slider, slider.querySelector('[type=range]').max);
    }
    if (button.dataset.passkey && !button.disabled) {
      const told = button.parentElement.querySelector('.passkey__said');
      told.textContent = '';
      button.disabled = true;
      try {
        const label = button.form?.elements.label?.value ?? '';
        onwards(button.dataset.done, await prove(button.dataset.passkey, label));
      } catch (wrong) {
        told.textContent = wrong.name === 'Error' && wrong.message || button.dataset.failed;
      }
      button.disabled = false;
    }
  });
  on('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const popup of all('details[data-popup][open]')) {
      popup.open = false;
      popup.querySelector('summary').focus();
    }
  });

  // What a page, or a part that has just come, needs once.
  const begin = (root) => {
    root.querySelector('[data-error-summary]')?.focus();
    for (const part of all('[data-slider-all]', root)) part.hidden = false;
    if (!globalThis.PublicKeyCredential)
      for (const button of all('[data-passkey]', root)) {
        button.disabled = true;
        button.parentElement.querySelector('.passkey__said').textContent = button.dataset.without;
      }
  };
  addEventListener('beforeprint', () => all('main details:not([open])').forEach((one) => { one.open = true; one.dataset.printed = ''; }));
  addEventListener('afterprint', () => all('details[data-printed]').forEach((one) => { one.open = false; delete one.dataset.printed; }));
  on('htmx:load', (event) => { if (event.target !== document.body) begin(event.target); });
  begin(document);
})();
