/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Questions of the library to the person at the other end of the application. */
#include "base/err.h"
#include "rpc/sasl/sasl-priv.h"

#define ERR_DOMAIN VIR_FROM_RPC

static const struct {
    int credential; /* VIR_CRED_* */
    unsigned long question;
} kinds[] = {
    { VIR_CRED_USERNAME, SASL_CB_USER },
    { VIR_CRED_AUTHNAME, SASL_CB_AUTHNAME },
    { VIR_CRED_LANGUAGE, SASL_CB_LANGUAGE },
    { VIR_CRED_CNONCE, SASL_CB_CNONCE },
    { VIR_CRED_PASSPHRASE, SASL_CB_PASS },
    { VIR_CRED_ECHOPROMPT, SASL_CB_ECHOPROMPT },
    { VIR_CRED_NOECHOPROMPT, SASL_CB_NOECHOPROMPT },
    { VIR_CRED_REALM, SASL_CB_GETREALM },
};

void
session_offer(SaslSession *session, const int *offers)
{
    unsigned int n = 0;

    for (; offers && *offers >= 0 && n < OFFERS_MAX; offers++) {
        for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
            if (kinds[i].credential == *offers)
                session->callbacks[n++].id = kinds[i].question;
        }
    }
    session->callbacks[n].id = SASL_CB_LIST_END;
}

static int
credential_of(unsigned long question)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (kinds[i].question == question)
            return kinds[i].credential;
    }
    return -1;
}

void
session_forget(SaslSession *session)
{
    if (session->answers)
        session->forget(session->answers, session->n_answers);
    g_clear_pointer(&session->answers, g_free);
    session->n_answers = 0;
}

bool
session_ask(SaslSession *session, sasl_interact_t *questions, GError **error)
{
    unsigned int n = 0;

    session_forget(session);
    while (questions && questions[n].id != SASL_CB_LIST_END)
        n++;
    session->answers = g_new0(virConnectCredential, n + 1);
    for (unsigned int i = 0; i < n; i++) {
        session->answers[i] = (virConnectCredential){ .type = credential_of(questions[i].id),
                                                      .prompt = questions[i].prompt,
                                                      .challenge = questions[i].challenge,
                                                      .defresult = questions[i].defresult };
    }
    /* On failure it has forgotten them itself. */
    if (n > 0 && !session->ask(session->data, session->answers, n, error))
        return false;
    session->n_answers = n;
    for (unsigned int i = 0; i < n; i++) {
        questions[i].result =
            session->answers[i].result ? session->answers[i].result : questions[i].defresult;
        questions[i].len = session->answers[i].result ? session->answers[i].resultlen
                           : questions[i].defresult   ? (unsigned int)strlen(questions[i].defresult)
                                                      : 0;
    }
    return true;
}
