namespace BankTransfer;

/// <summary>An account that locks itself, then the other one: opposite transfers deadlock.</summary>
public class Account(int number, decimal balance)
{
    private readonly Lock gate = new();

    public int Number { get; } = number;

    public decimal Balance { get; private set; } = balance;

    public virtual void TransferTo(Account other, decimal amount)
    {
        lock (gate)
        {
            lock (other.gate)
            {
                Move(other, amount);
            }
        }
    }

    protected static Lock GateOf(Account account) => account.gate;

    protected void Move(Account other, decimal amount)
    {
        Balance -= amount;
        other.Balance += amount;
    }
}

/// <summary>Always locks the account with the lower number first.</summary>
public sealed class OrderedAccount(int number, decimal balance) : Account(number, balance)
{
    public override void TransferTo(Account other, decimal amount)
    {
        var (first, second) = Number < other.Number ? ((Account)this, other) : (other, this);
        lock (GateOf(first))
        {
            lock (GateOf(second))
            {
                Move(other, amount);
            }
        }
    }
}
