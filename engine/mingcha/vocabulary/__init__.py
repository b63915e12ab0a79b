"""What rule files can say; light to import, so that knowledge is loaded without the code that reads and checks documents."""
