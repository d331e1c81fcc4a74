/* Passkeys: a form whose button first asks the device, then sends what the device said. */
(function () {
  'use strict'
  function optionsOf (form) {
    if (form.dataset.options) return Promise.resolve(JSON.parse(document.getElementById(form.dataset.options).textContent))
    return fetch(form.action, { headers: { Accept: 'application/json' } }).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status))
      return answer.json()
    }).then(function (said) { return said.request_options })
  }
  function asked (form, options) {
    return form.dataset.passkey === 'make' ? window.webauthnJSON.create(options) : window.webauthnJSON.get(options)
  }
  document.querySelectorAll('form[data-passkey]').forEach(function (form) {
    if (!window.PublicKeyCredential || !window.webauthnJSON) return
    form.hidden = false
    form.addEventListener('submit', function (event) {
      var failed = form.querySelector('[data-failed]')
      event.preventDefault()
      failed.hidden = true
      optionsOf(form).then(function (options) { return asked(form, options) }).then(function (credential) {
        form.elements.credential.value = JSON.stringify(credential)
        form.submit()
      }).catch(function () { failed.hidden = false })
    })
  })
})()
