import { expect } from 'chai';
import { AwakeTime, suspendedBetween } from '../../lib/base/awake-time.ts';

describe('suspendedBetween', () => {
  it('is by how much more the machine was up than awake', () => {
    expect(suspendedBetween({ awake: 1_000, uptime: 50_000 }, { awake: 3_000, uptime: 82_000 })).to.equal(30_000);
  });

  it('is nothing where the two differ by what reading them takes', () => {
    expect(suspendedBetween({ awake: 1_000, uptime: 50_000 }, { awake: 3_000, uptime: 52_990 })).to.equal(0);
    expect(suspendedBetween({ awake: 1_000, uptime: 50_000 }, { awake: 3_000, uptime: 51_990 })).to.equal(0);
  });
});

describe('AwakeTime', () => {
  /** A machine whose clocks can be moved. */
  class Machine {
    wallTime = 1_700_000_000_000;
    awakeTime = 5_000;
    upTime: number | undefined = 90_000;
    asked = 0;

    wall = () => this.wallTime;
    awake = () => this.awakeTime;
    uptime = () => {
      this.asked += 1;
      return this.upTime;
    };

    passes(milliseconds: number): void {
      this.awakeTime += milliseconds;
      this.isSuspended(milliseconds);
    }

    isSuspended(milliseconds: number): void {
      this.wallTime += milliseconds;
      if (this.upTime !== undefined) this.upTime += milliseconds;
    }
  }

  it('is that of the clock while the machine is awake, and asks for nothing else', () => {
    const machine = new Machine();
    const time = new AwakeTime(machine);
    for (let second = 0; second < 100; second += 1) {
      machine.passes(1000);
      expect(time.now()).to.equal(machine.awakeTime);
    }
    expect(machine.asked).to.equal(1);
  });

  it('goes on while the machine is suspended', () => {
    const machine = new Machine();
    const time = new AwakeTime(machine);
    machine.passes(2_000);
    const before = time.now();
    machine.isSuspended(40_000);
    expect(time.now() - before).to.equal(40_000);
    machine.passes(1_000);
    machine.isSuspended(20_000);
    expect(time.now() - before).to.equal(61_000);
    expect(machine.asked).to.equal(3);
  });

  it('takes a wall clock that is set, in whichever direction, for nothing', () => {
    const machine = new Machine();
    const time = new AwakeTime(machine);
    for (const jump of [3_600_000, -7_200_000, 20_000]) {
      machine.wallTime += jump;
      machine.passes(10);
      expect(time.now()).to.equal(machine.awakeTime);
    }
    machine.isSuspended(30_000);
    expect(time.now()).to.equal(machine.awakeTime + 30_000);
  });

  it('never goes back, whatever its sources say', () => {
    const machine = new Machine();
    const time = new AwakeTime(machine);
    machine.isSuspended(30_000);
    const before = time.now();
    machine.upTime = 0;
    machine.wallTime = 0;
    expect(time.now()).to.be.at.least(before);
    machine.upTime = undefined;
    machine.wallTime = 1_800_000_000_000;
    expect(time.now()).to.be.at.least(before);
  });

  it('is that of the clock alone where nobody knows how long the machine has been up', () => {
    const machine = new Machine();
    machine.upTime = undefined;
    const time = new AwakeTime(machine);
    machine.isSuspended(30_000);
    expect(time.now()).to.equal(machine.awakeTime);
  });
});
