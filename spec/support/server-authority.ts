/** The certificate authority of a server, read from the server itself: for specs that log in by other means than a kubeconfig. */
import { once } from 'node:events';
import { connect } from 'node:tls';

/** What the server shows as the end of its chain; '' without TLS. */
export async function authorityOf({ protocol, hostname, port }: URL): Promise<string> {
  if (protocol !== 'https:') return '';
  const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  let shown = socket.getPeerCertificate(true);
  while (shown.issuerCertificate && shown.issuerCertificate !== shown) shown = shown.issuerCertificate;
  socket.destroy();
  return `-----BEGIN CERTIFICATE-----\n${shown.raw.toString('base64')}\n-----END CERTIFICATE-----\n`;
}
