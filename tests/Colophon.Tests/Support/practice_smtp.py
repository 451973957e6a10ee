"""A mail server for the tests, on aiosmtpd: prints its port, then each mail as a line of JSON. Ends when its standard input does.

Arguments: PORT MODE [CERTIFICATE KEY]; modes: starttls, implicit, plain. With a certificate it wants index:practice as user and password.
"""
import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Box:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.1.1 There is no nobody here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        print(json.dumps({"from": envelope.mail_from, "to": envelope.rcpt_tos, "tls": session.ssl is not None or implicit,
                          "data": envelope.content.decode("utf-8", "replace")}), flush=True)
        return "250 OK"


def judge(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"index", b"practice"))


port, mode = int(sys.argv[1]), sys.argv[2]
implicit = mode == "implicit"
context = None
if mode != "plain":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[3], sys.argv[4])


def protocol():
    if mode == "plain":
        return SMTP(Box())
    more = {"tls_context": context, "require_starttls": True} if mode == "starttls" else {"auth_require_tls": False}
    return SMTP(Box(), authenticator=judge, auth_required=True, **more)


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(protocol, "127.0.0.1", port, ssl=context if implicit else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
