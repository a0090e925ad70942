namespace Bank;

public sealed class Account(int number)
{
    private readonly object gate = new();

    public int Balance { get; private set; } = 100;

    public void TransferTo(Account other, int amount) => Move(this, other, other, amount);

    public void TransferInOrder(Account other, int amount)
    {
        if (number < other.Number)
        {
            Move(this, other, other, amount);
        }
        else
        {
            Move(other, this, other, amount);
        }
    }

    private int Number => number;

    private void Move(Account first, Account second, Account to, int amount)
    {
        lock (first.gate)
        {
            lock (second.gate)
            {
                Balance -= amount;
                to.Balance += amount;
            }
        }
    }
}
