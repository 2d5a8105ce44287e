/** A service to try token-service.ts with: whoever knows the password gets a token of the operator's account, for ten minutes. */
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { promisify } from 'node:util';

const WORDS = ['create', 'token', 'greeting-operator', '--namespace=default', '--duration=10m'];

const server = createServer(async (request, response) => {
  request.resume();
  if (request.headers.authorization !== `Bearer ${process.env.TSKUBEOP_TOKEN_PASSWORD}`) return void response.writeHead(401).end();
  try {
    const { stdout } = await promisify(execFile)('kubectl', WORDS);
    console.log('a token was handed out');
    response.end(JSON.stringify({ token: stdout.trim() }));
  } catch (error) {
    console.error((error as Error).message);
    response.writeHead(503).end();
  }
});

server.listen(8095, '127.0.0.1', () => console.log('the token service listens on port 8095'));
