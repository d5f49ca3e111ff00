// Every page loads this.
export {};
